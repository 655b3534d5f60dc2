/** Work that SIGINT and SIGTERM end properly: it is told, and decides how. A second signal ends the process at once. */
export async function interruptible<T>(work: (interrupted: Promise<void>) => Promise<T>): Promise<T> {
  const interrupted = Promise.withResolvers<void>();
  let asked = false;
  const handle = (): void => {
    if (asked) process.exit(130);
    asked = true;
    interrupted.resolve();
  };
  process.on('SIGINT', handle);
  process.on('SIGTERM', handle);
  try {
    return await work(interrupted.promise);
  } finally {
    process.off('SIGINT', handle);
    process.off('SIGTERM', handle);
  }
}
