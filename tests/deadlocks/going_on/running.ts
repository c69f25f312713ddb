/** Runs, after the gate was shut. */
import "./shut.ts";
import { report } from "./report.ts";

report();
