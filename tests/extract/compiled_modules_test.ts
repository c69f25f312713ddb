/** Modules that a compiler made beforehand, with a source map beside them, as many packages of npm come. */
import { assertEquals } from "@std/assert";
import { extract, extractSince, type Frame } from "../../mod.ts";

/** As TypeScript 5.9 made it, by `--target es2022 --sourceMap --removeComments`. */
const MAPPINGS =
  "AAQA,MAAM,OAAO,IAAI;IACc,GAAG;IAAhC,YAA6B,GAAQ;mBAAR,GAAG;IAAQ,CAAC;IAEzC,KAAK,CAAC,KAAK,CAAC,KAAY;QACtB,MAAM,KAAK,GAAG,MAAM,IAAI,CAAC,GAAG,CAAC,KAAK,CAAC,CAAC;QACpC,OAAO,KAAK,CAAC;IACf,CAAC;CACF;AAED,MAAM,CAAC,MAAM,SAAS,GAAG,CAAC,IAAmB,EAAW,EAAE;IACxD,OAAO,IAAI,EAAE,CAAC;AAChB,CAAC,CAAC";
const BODY = `class Shop {
    ask;
    constructor(ask) {
        this.ask = ask;
    }
    async price(order) {
        const price = await this.ask(order);
        return price;
    }
}
`;
const MODULE = `export ${BODY}export const stackHere = (look) => {
    return look();
};
`;
/** The same lines, and a map that Deno does not apply there. */
const COMMON_JS = `${BODY}module.exports = { Shop, stackHere: (look) => look() };\n`;

interface Program {
  Shop: new (ask: () => Promise<number>) => { price(order: string): Promise<number> };
  stackHere<Result>(look: () => Result): Result;
}

async function withProgram(name: string, text: string, look: (program: Program, url: string) => unknown) {
  const directory = await Deno.makeTempDir();
  try {
    const url = `file://${directory}/dist/${name}`;
    await Deno.mkdir(`${directory}/dist`);
    await Deno.writeTextFile(new URL(url), `${text}//# sourceMappingURL=${name}.map`);
    const map = { version: 3, file: name, sources: ["../src/shop.ts"], names: [], mappings: MAPPINGS };
    await Deno.writeTextFile(new URL(`${url}.map`), JSON.stringify(map));
    const { default: exported, ...named } = await import(url);
    await look(exported ?? named, url);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

const placeOf = ({ url, line, column, lineText }: Frame) => ({ url, line, column, lineText });

for (const [name, text] of [["shop.js", MODULE], ["shop.mjs", MODULE], ["shop.cjs", COMMON_JS]]) {
  Deno.test(`the await of ${name} with a source map is where the script has it`, async () => {
    await withProgram(name, text, async ({ Shop }, url) => {
      const answer = Promise.withResolvers<number>();
      const pricing = new Shop(() => answer.promise).price("o-1");
      const [frame] = extract(pricing).frames;
      assertEquals(placeOf(frame), { url, line: 7, column: 23, lineText: "const price = await this.ask(order);" });
      assertEquals(frame.locals()?.order, '"o-1"');
      answer.resolve(1);
      await pricing;
    });
  });
}

Deno.test("a call that runs in a module with a source map is where the script has it", async () => {
  await withProgram("shop.js", MODULE, ({ stackHere }, url) => {
    const { frames } = stackHere(() => extractSince(undefined));
    const frame = frames.find((frame) => frame.functionName === "stackHere");
    assertEquals(frame && placeOf(frame), { url, line: 12, column: 12, lineText: "return look();" });
  });
});
