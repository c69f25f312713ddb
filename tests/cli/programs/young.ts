// Says nothing and waits: the test attaches before it is old enough to be signalled.
await new Promise((resolve) => setTimeout(resolve, 60_000));
