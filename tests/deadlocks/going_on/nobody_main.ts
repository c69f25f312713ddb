// Nobody opens the gate.
import "./shut.ts";
import { report } from "./report.ts";

report();
