/** Has the report made while it is about to go on. */
import "./shut.ts";
import { report } from "./report.ts";

queueMicrotask(report);
await Promise.resolve();
