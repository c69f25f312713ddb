// A loop over the events of one name, of an emitter that emits under another.
// https://github.com/nodejs/node/issues/32360

import { EventEmitter, on } from "node:events";

class Sensor extends EventEmitter {
  #timer = setInterval(() => this.emit("data", Math.random()), 50);

  stop(): void {
    clearInterval(this.#timer);
  }
}

class Recorder {
  readonly samples: number[] = [];

  async record(sensor: Sensor): Promise<void> {
    for await (const [sample] of on(sensor, "reading")) { // <- stuck (line only): Recorder.record
      this.samples.push(sample as number);
      if (this.samples.length === 10) break;
    }
    sensor.stop();
  }
}

setTimeout(() => console.log("ready"), 300);
const recorder = new Recorder();
await recorder.record(new Sensor());
console.log(recorder.samples);
