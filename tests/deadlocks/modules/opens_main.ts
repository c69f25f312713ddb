// Healthy: this module opens the gate, but has not begun, as what it imports only takes its time.
import { closed } from "./opens_gate.ts";
import "./slow.ts";

closed.open();
