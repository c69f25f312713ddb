// This module has not begun, as one that it imports is about to go on after its await. It opens the gate.
import { gate } from "./shut.ts";
import "./resuming.ts";

gate.leave();
