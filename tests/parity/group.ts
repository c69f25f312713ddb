/** A task group as programs write them: tasks in order of creation, all of which end before the block that opened it. */
export class Task {
  #done: Promise<void> = Promise.resolve();

  constructor(readonly name: string) {}

  /** Run what the task does. */
  run(work: () => Promise<void>): this {
    this.#done = work();
    return this;
  }

  /** The promise of the function that the task runs. */
  get done(): Promise<void> {
    return this.#done;
  }
}

/** Tasks that end before the block. */
export class TaskGroup implements AsyncDisposable {
  readonly tasks: Task[] = [];
  readonly #closed = Promise.withResolvers<void>();
  #allDone = this.#closed.promise;

  /** Start a task. */
  start(name: string, work: () => Promise<void>): void {
    const task = new Task(name).run(work);
    this.tasks.push(task);
    void task.done.then(() => this.tasks.splice(this.tasks.indexOf(task), 1).length && this.#check());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#check();
    await this.#allDone;
  }

  #check(): void {
    if (this.tasks.length === 0) this.#closed.resolve();
  }
}
