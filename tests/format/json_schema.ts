/** A validator for the part of JSON Schema that `src/format/schema.ts` uses. A keyword that it does not know fails. */

type Schema = Record<string, unknown>;

const ANNOTATIONS = ["$schema", "$defs", "title", "description", "format"];

/** What is wrong with `value`, each with its path; empty if nothing is. */
export function violations(value: unknown, root: Schema, schema: Schema = root, path = "$"): string[] {
  return Object.entries(schema).flatMap(([keyword, rule]) => check(keyword, rule, value, root, schema, path));
}

function check(keyword: string, rule: unknown, value: unknown, root: Schema, schema: Schema, path: string): string[] {
  const fails = (isValid: boolean) => isValid ? [] : [`${path}: not ${keyword} ${JSON.stringify(rule)}`];
  const record = isRecord(value) ? value : {};
  const properties = isRecord(schema.properties) ? schema.properties : {};
  switch (keyword) {
    case "type":
      return fails([rule].flat().some((type) => isOfType(value, String(type))));
    case "const":
      return fails(value === rule);
    case "minimum":
      return fails(typeof value !== "number" || value >= Number(rule));
    case "minItems":
      return fails(!Array.isArray(value) || value.length >= Number(rule));
    case "required":
      return fails(!isRecord(value) || [rule].flat().every((name) => Object.hasOwn(value, String(name))));
    case "items":
      return Array.isArray(value)
        ? value.flatMap((item, at) => violations(item, root, rule as Schema, `${path}[${at}]`))
        : [];
    case "properties":
      return Object.entries(rule as Record<string, Schema>).flatMap(([name, part]) =>
        Object.hasOwn(record, name) ? violations(record[name], root, part, `${path}.${name}`) : []
      );
    case "additionalProperties":
      return Object.keys(record).filter((name) => !Object.hasOwn(properties, name)).flatMap((name) =>
        rule === false
          ? [`${path}.${name}: unknown`]
          : violations(record[name], root, rule as Schema, `${path}.${name}`)
      );
    case "anyOf": {
      const tried = (rule as Schema[]).map((part) => violations(value, root, part, path));
      return tried.some((found) => found.length === 0) ? [] : [`${path}: none of [${tried.flat().join("; ")}]`];
    }
    case "$ref":
      return violations(value, root, definition(String(rule), root), path);
    default:
      return ANNOTATIONS.includes(keyword) ? [] : [`${path}: keyword ${keyword} is not known to this validator`];
  }
}

function definition(pointer: string, root: Schema): Schema {
  const found = (root.$defs as Record<string, Schema>)[pointer.replace("#/$defs/", "")];
  if (found === undefined) throw new Error(`Cannot find ${pointer} in the schema`);
  return found;
}

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case "null":
      return value === null;
    case "array":
      return Array.isArray(value);
    case "integer":
      return Number.isInteger(value);
    case "object":
      return isRecord(value);
    case "string":
      return typeof value === "string";
    case "number":
      return typeof value === "number";
    case "boolean":
      return typeof value === "boolean";
    default:
      return false;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
