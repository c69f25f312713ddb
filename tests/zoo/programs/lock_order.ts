// Two transfers take the same two locks in opposite order.
// https://github.com/w3c/web-locks/issues/26

class Mutex {
  #waiting: (() => void)[] = [];
  #held = false;

  lock(): Promise<void> {
    if (this.#held) return new Promise((resolve) => this.#waiting.push(resolve));
    this.#held = true;
    return Promise.resolve();
  }

  unlock(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#held = false;
  }
}

class Account {
  readonly mutex = new Mutex();
  constructor(readonly owner: string, public balance: number) {}
}

class Bank {
  readonly accounts = [new Account("Ada", 100), new Account("Grace", 100)];

  async transfer(from: Account, to: Account, amount: number): Promise<void> {
    await from.mutex.lock();
    await this.#audit(from);
    await to.mutex.lock(); // <- stuck: Bank.transfer
    from.balance -= amount;
    to.balance += amount;
    to.mutex.unlock();
    from.mutex.unlock();
  }

  async #audit(account: Account): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, account.balance / 10));
  }
}

const bank = new Bank();
const [ada, grace] = bank.accounts;
bank.transfer(ada, grace, 10);
bank.transfer(grace, ada, 20);
setInterval(() => console.error(bank.accounts.map(({ balance }) => balance)), 5_000);
setTimeout(() => console.log("ready"), 300);
