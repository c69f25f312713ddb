/** The types are long gone when Node runs it. */
interface Order {
  id: number;
}

async function orderOf(id: number): Promise<Order> {
  await new Promise<void>((resolve) => setTimeout(resolve, 1_000_000));
  return { id };
}

orderOf(1);
