// Healthy: the other module only takes its time.
import { reportSoon } from "./report.ts";

reportSoon();
const { slow } = await import("./slow.ts");
console.log(slow);
