/**
 * Works on up to `concurrency` items at once and gives results as they come, not in order. It goes on pulling and working
 * while a result is being consumed, and stops pulling when all places are taken: that is the back-pressure. When anything
 * fails, or the consumer leaves early, `stop` must end what is under way; nothing is left running afterwards.
 */
export async function* inParallel<Item, Result>(
  items: AsyncIterable<Item>,
  concurrency: number,
  work: (item: Item) => Promise<Result>,
  stop: (reason: unknown) => void,
): AsyncGenerator<Result> {
  const iterator = items[Symbol.asyncIterator]();
  const running = new Map<number, Promise<{ number: number; result: Result }>>();
  let pulling: Promise<{ pulled: IteratorResult<Item> }> | undefined;
  let count = 0;
  let ended = false;
  let reason: unknown = new Error("the consumer left");
  try {
    while (!ended || running.size > 0) {
      if (!ended && running.size < concurrency) pulling ??= iterator.next().then((pulled) => ({ pulled }));
      const settled = await Promise.race([...running.values(), ...(pulling === undefined ? [] : [pulling])]);
      if ("pulled" in settled) {
        pulling = undefined;
        if (settled.pulled.done === true) {
          ended = true;
          continue;
        }
        const number = count++;
        running.set(
          number,
          work(settled.pulled.value).then((result) => ({ number, result })),
        );
      } else {
        running.delete(settled.number);
        yield settled.result;
      }
    }
    reason = undefined;
  } catch (error) {
    reason = error;
    throw error;
  } finally {
    if (reason !== undefined) stop(reason);
    await Promise.allSettled([...running.values(), pulling]);
    if (!ended) await iterator.return?.().catch(() => undefined);
  }
}
