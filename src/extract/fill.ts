/** Contexts, filled: what the library knows of their resources, then what hooks know. */
import { elaborateContext, unwrapContext } from "../dispatch/hooks.ts";
import { PRUNE } from "../dispatch/prune.ts";
import { Context } from "../model/context.ts";
import { isListOf } from "../model/items_of.ts";
import { safeText } from "../model/safe_text.ts";
import { Stack } from "../model/stack.ts";
import { isInstance } from "../model/type_name.ts";
import { elaborateResource } from "./resources.ts";
import type { FillHost } from "./resources.ts";

/** Unwrappings of one context in a row. */
const MAX_UNWRAPPINGS = 100;

/** Elaborate and unwrap a context until it is steady. What goes wrong is saved, and what was found stays. */
export function fill(context: Context, host: FillHost): void {
  try {
    for (let unwrappings = 0;; unwrappings++) {
      const inner = elaborateResource(context, host);
      if (context.obj !== undefined) elaborateContext(context.obj, context);
      checkShape(context);
      const result = inner ?? (context.obj === undefined ? undefined : unwrapContext(context.obj, context));
      if (result === undefined) return;
      if (result === PRUNE) {
        context.hide = true;
        return;
      }
      if (unwrappings >= MAX_UNWRAPPINGS) {
        throw new Error(
          `${safeText(context.obj)} has been unwrapped more than ${MAX_UNWRAPPINGS} times without reaching something ` +
            `irreducible; probably an infinite loop? (next result is ${safeText(result)})`,
        );
      }
      context.obj = result;
      context.typeName = undefined;
      context.innerStack = undefined;
      context.children = [];
      context.description = undefined;
    }
  } catch (error) {
    host.save(error);
  }
}

/** What hooks put into a context is drawn later, when no error can be told any more. */
function checkShape(context: Context): void {
  const { children, innerStack } = context;
  if (!isListOf(children, (child) => isInstance(child, Stack) || isInstance(child, Context))) {
    context.children = [];
    throw new TypeError(
      `Cannot use the children of a context as they must be an array of contexts and stacks: current value is ${
        safeText(children)
      }`,
    );
  }
  if (innerStack !== undefined && !isInstance(innerStack, Stack)) {
    context.innerStack = undefined;
    throw new TypeError(
      `Cannot use the inner stack of a context as it must be a stack: current value is ${safeText(innerStack)}`,
    );
  }
}
