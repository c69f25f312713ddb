/**
 * Holds the public symbols against the house style: each has a text, and each but the plain types has an `@example`.
 *
 * `deno doc --lint` finds a missing text and a private type in a public signature; it does not ask for examples. An
 * interface or a type alias may do without one, as it is shown where it is used. Of several overloads, one shows all.
 *
 *     deno run --allow-run=deno tools/check_docs.ts mod.ts lowlevel.ts
 *
 * @module
 */

/** The part of `deno doc --json` (version 2, Deno 2.9) that is read here. */
export interface Documentation {
  version: number;
  nodes: Record<string, { module_doc?: JsDoc; symbols?: DocumentedSymbol[] }>;
}

interface DocumentedSymbol {
  name: string;
  declarations: Declaration[];
}

interface Declaration {
  kind: string;
  location: { filename: string; line: number };
  jsDoc?: JsDoc;
}

interface JsDoc {
  doc?: string;
  tags?: { kind: string; doc?: string }[];
}

const PLAIN_TYPES = ["interface", "typeAlias"];

/** What is missing, one line each. */
export function missing({ version, nodes }: Documentation): string[] {
  if (version !== 2) {
    throw new Error(`Cannot read the output of 'deno doc --json' as it must have version 2: it has version ${version}`);
  }
  return Object.values(nodes).flatMap(({ symbols = [] }) => symbols.flatMap(missingOfSymbol));
}

function missingOfSymbol({ name, declarations }: DocumentedSymbol): string[] {
  if (declarations.every(({ kind }) => kind === "reference")) return []; // documented at the door that it came through first
  const [first] = declarations;
  const where = `${name} (${first.location.filename}:${first.location.line})`;
  const texts = declarations.map(({ jsDoc }) => jsDoc?.doc?.trim() ?? "");
  if (texts.every((text) => text === "")) return [`no text: ${where}`];
  if (declarations.every(({ kind }) => PLAIN_TYPES.includes(kind))) return [];
  const examples = declarations.flatMap(({ jsDoc }) => jsDoc?.tags ?? []).filter(({ kind }) => kind === "example");
  if (examples.length === 0) return [`no @example: ${where}`];
  if (!examples.some(({ doc = "" }) => /^```(ts|typescript)\b/m.test(doc))) {
    return [`no \`\`\`ts block in the @example: ${where}`];
  }
  return [];
}

async function readDocumentation(doors: string[]): Promise<Documentation> {
  const { success, stdout } = await new Deno.Command("deno", {
    args: ["doc", "--json", ...doors],
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`Cannot read the documentation of ${doors.join(", ")} as 'deno doc' failed`);
  return JSON.parse(new TextDecoder().decode(stdout));
}

if (import.meta.main) {
  const found = missing(await readDocumentation(Deno.args));
  for (const line of found) console.error(line);
  if (found.length > 0) Deno.exit(1);
}
