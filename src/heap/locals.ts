/**
 * Names and previews of parameters and locals, from the scopes of a suspended function.
 *
 * `localsIn` refers to nothing outside itself but to `variableIn`: its source is also sent to other processes (`remote_locals.ts`).
 */
import { variableIn } from "./frame_scopes.ts";

/** Names and previews, in the order of the scopes: innermost first. */
export type Locals = Readonly<Record<string, string>>;

/** Give the variables of scopes as text. A variable hides those of the same name further out. */
export function localsIn(
  scopes: readonly { type: string; object: object }[],
  { preview, isProxy }: { preview: (value: unknown) => string; isProxy: (value: unknown) => boolean },
): Record<string, string> {
  const MOST_VARIABLES = 50;
  const variables: Record<string, string> = Object.create(null);
  let count = 0;
  for (const { type, object } of scopes) {
    if (type.startsWith("With") && isProxy(object)) continue; // an object of the program
    for (const name of Reflect.ownKeys(object)) {
      if (typeof name !== "string" || name in variables) continue;
      if (++count > MOST_VARIABLES) continue;
      const property = variableIn(object, name);
      if (property === undefined) variables[name] = "(not yet set)";
      else variables[name] = "value" in property ? preview(property.value) : "[Getter]";
    }
  }
  if (count > MOST_VARIABLES) variables["..."] = `${count - MOST_VARIABLES} more variables`;
  return variables;
}
