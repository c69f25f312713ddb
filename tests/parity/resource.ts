/** Resources that a generator implements: constructed to its first `yield`, disposed by resuming it. */
export class GeneratorResource implements Disposable {
  readonly #generator: Generator;

  constructor(generator: Generator) {
    this.#generator = generator;
    Object.defineProperty(this, Symbol.for("stackscope.generator"), { value: generator });
    generator.next();
  }

  [Symbol.dispose](): void {
    this.#generator.next();
  }
}

/** A factory of resources, one for each call. */
export function resource(body: () => Generator): () => GeneratorResource {
  return () => new GeneratorResource(body());
}
