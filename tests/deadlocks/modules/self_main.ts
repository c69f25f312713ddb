// A module awaits the import of itself.
import { reportSoon } from "./report.ts";

reportSoon();
await import("./self_main.ts");
