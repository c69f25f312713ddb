/** A storage that is known by the name under which its module exports it. */
import { AsyncLocalStorage } from "node:async_hooks";

const storage = new AsyncLocalStorage<string>();

export { storage as tenantId };
