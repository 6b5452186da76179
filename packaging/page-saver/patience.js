// Asks the browser again for a moment where it refuses. It reports a press before the process of the tab knows what that
// press grants, and in a page that is just being left nothing can be run.

const LONGEST = 10_000; // milliseconds
const BETWEEN = 100;

// What `ask` gives; the last error once it was refused for too long.
export async function patiently(ask) {
  const end = performance.now() + LONGEST;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (performance.now() >= end) throw error;
      await new Promise((done) => setTimeout(done, BETWEEN));
    }
  }
}
