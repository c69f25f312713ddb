/** Source lines come from files, and files change while programs run. */
import { assertEquals } from "@std/assert";
import { extract } from "../../mod.ts";

const body =
  "export async function wait() {\n  await new Promise((resolve) => globalThis.addEventListener('never', resolve));\n}\n";

const typed = body.replace("wait()", "wait(): Promise<void>");

for (
  const [name, text] of [
    ["TypeScript", typed],
    ["TypeScript with more than ASCII", `${typed}// … é 𝕏\n`],
    ["JavaScript", body],
    ["JavaScript with 😀 at its start", `${body.replace("\n", " // 😀\n")}// ${"much ".repeat(300)}\n`],
  ]
) {
  Deno.test(`a file of ${name} that was changed since it was loaded gives no lines`, async () => {
    const file = await Deno.makeTempFile({ suffix: name.startsWith("TypeScript") ? ".ts" : ".js" });
    try {
      await Deno.writeTextFile(file, text);
      const { wait } = await import(`file://${file}`);
      const waiting = wait();
      const [frame] = extract(waiting).frames;
      assertEquals([frame.line, frame.column, frame.lineText?.split("(")[0]], [2, 3, "await new Promise"]);

      await Deno.writeTextFile(file, `// A line more.\n${text}`);
      const [later] = extract(waiting).frames;
      assertEquals([later.line, later.column, later.lineText], [2, 3, ""]);
    } finally {
      await Deno.remove(file);
    }
  });
}
