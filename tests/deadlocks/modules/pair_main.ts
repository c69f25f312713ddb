// Healthy: two modules await the import of each other. The second import does not wait (Deno 2.9.6).
import { reportSoon } from "./report.ts";

reportSoon();
await import("./pair_other.ts");
