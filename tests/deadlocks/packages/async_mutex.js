/** async-mutex: the locks of two accounts, in opposite order; one that gives up after an hour. */
import { load } from "./packages.js";

const { Mutex, withTimeout } = await load("async-mutex");

const pause = () => new Promise((resolve) => setTimeout(resolve, 5));

const accounts = [new Mutex(), new Mutex()];
async function transfer(from, to) {
  const release = await accounts[from].acquire();
  await pause();
  const releaseOther = await accounts[to].acquire(); // <- accounts accounts
  releaseOther();
  release();
}

const patient = withTimeout(new Mutex(), 3_600_000);
async function waitsAnHour() {
  await patient.runExclusive(async () => {
    await pause();
    await patient.runExclusive(pause);
  });
}

transfer(0, 1);
transfer(1, 0);
waitsAnHour();
