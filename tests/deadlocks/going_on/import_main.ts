// This module has not begun, as one that it imports runs. It opens the gate.
import { gate } from "./shut.ts";
import "./running.ts";

gate.leave();
