/** The core of Deno, which is internal: what is missing in some version must not be missed. */

/** `Deno[Deno.internal].core`, if all these are functions of it. */
export function denoCore<Core>(...names: readonly (keyof Core & string)[]): Core | undefined {
  if (typeof Deno === "undefined") return undefined;
  const { internal } = Deno as unknown as { internal: symbol };
  const core = (Deno as unknown as Record<symbol, { core?: Record<string, unknown> } | undefined>)[internal]?.core;
  return names.every((name) => typeof core?.[name] === "function") ? core as Core : undefined;
}
