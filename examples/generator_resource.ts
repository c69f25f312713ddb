/** A resource that is written as a generator, opened up to its `yield`: a dump shows what the generator itself holds. */
import { extract } from "@stackscope/stackscope";

class GeneratorResource implements Disposable {
  readonly #steps: Iterator<void>;

  constructor(steps: Generator<void>) {
    this.#steps = steps;
    // The one line for stackscope: an own property that names the generator.
    Object.defineProperty(this, Symbol.for("stackscope.generator"), { value: steps });
    steps.next();
  }

  [Symbol.dispose]() {
    this.#steps.next();
  }
}

function* temporaryFolder(): Generator<void> {
  using cleanup = new DisposableStack();
  cleanup.defer(function removeFolder() {});
  yield;
}

const upload = Promise.withResolvers<void>();

async function publish() {
  using _folder = new GeneratorResource(temporaryFolder());
  await upload.promise;
}

const publishing = publish();
console.log(String(extract(publishing)));
upload.resolve();
await publishing;

// Output:
// stackscope.Stack of Promise {} (most recent call last):
// ╠ publish in generator_resource at /srv/stackscope/examples/generator_resource.ts:29:3
// ║ ├ using _folder = new GeneratorResource(temporaryFolder());  # _folder: GeneratorResource (line 28)
// ║ │ ╠ temporaryFolder in generator_resource at /srv/stackscope/examples/generator_resource.ts:22:3
// ║ │ ║ ├ using cleanup = new DisposableStack();  # cleanup: DisposableStack (line 20)
// ║ │ ║ ├── cleanup.defer(removeFolder)  # cleanup[0]: Function
// ║ │ ║ └ yield;
// ║ └ await upload.promise;
// ╚ a promise held by upload.promise
