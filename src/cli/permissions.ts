/** The permissions of the command itself. */
import { TargetError } from "../target/target_error.ts";

/** What is enough. Anything else takes all. */
const NEEDED: Readonly<Record<string, readonly ("net" | "read")[]>> = {
  inspector: ["net", "read"],
  snapshot: ["read"],
};

/** Ask for nothing: whoever starts the command decides. Without this Deno would prompt, in the middle. */
export function requirePermissions(kind: "demo" | "pid" | "inspector" | "snapshot"): void {
  // A file of another process under /proc needs every permission in Deno, not only `read`.
  const names = NEEDED[kind] ?? (["read", "write", "net", "env", "run", "sys", "ffi"] as const);
  const missing = names.filter((name) => Deno.permissions.querySync({ name }).state !== "granted");
  if (missing.length === 0) return;
  const flag = NEEDED[kind] === undefined ? "--allow-all" : missing.map((name) => `--allow-${name}`).join(" ");
  throw new TargetError(
    "permission",
    `Permission is missing to look at another program (${missing.join(", ")}): start the command with deno run ${flag}`,
  );
}
