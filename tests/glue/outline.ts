/** A stack as lines without places, for tests of glue: `- frame`, `[context]`, `= leaf`, each level two spaces deeper. */
import type { Context } from "../../src/model/context.ts";
import { Stack } from "../../src/model/stack.ts";
import { titleOf } from "./glue_api.ts";

/** The visible frames of a stack, their contexts, and the leaf. */
export function outline(stack: Stack, indent = ""): string[] {
  const lines = [`${indent}${titleOf(stack.root) ?? String(stack.root)}`, ...framesOf(stack, `${indent}  `)];
  return stack.error === undefined ? lines : [...lines, `${indent}! ${stack.error.message}`];
}

function framesOf({ frames, leaf }: Stack, indent: string): string[] {
  // On a running stack V8's own `next()` stands around each generator.
  const shown = frames.filter(({ hide, url, functionName }) => !hide && !(url === "" && functionName === "next"));
  const lines = shown.flatMap((frame) => [
    `${indent}- ${frame.functionName}`,
    ...frame.contexts.flatMap((context) => contextLines(context, `${indent}    `)),
  ]);
  return [...lines, ...[leaf ?? []].flat().map(({ description }) => `${indent}= ${withoutDue(description)}`)];
}

function contextLines({ description, innerStack, children, hide }: Context, indent: string): string[] {
  if (hide) return [];
  const inner = innerStack === undefined ? [] : framesOf(innerStack, `${indent}  `);
  const within = children.flatMap((child) =>
    child instanceof Stack ? outline(child, `${indent}  `) : contextLines(child, `${indent}  `)
  );
  return [`${indent}[${description}]`, ...inner, ...within];
}

/** A description without the time left of a timer, which differs from run to run. */
export function withoutDue(description: string): string {
  return description.replace(/, due in \d+ (?:ms|s|min|h)\b/, "");
}
