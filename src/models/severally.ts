/** Does `task` for each item, `most` at the same time. After a failure nothing more is begun, and it is thrown at the end. */
export async function severally<T>(items: readonly T[], most: number, task: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  let failed = false;
  const worker = async () => {
    for (let item = left.shift(); item !== undefined && !failed; item = left.shift()) {
      try {
        await task(item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: Math.min(most, items.length) }, worker));
  const failure = ended.find((one) => one.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
}
