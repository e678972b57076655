// Adds up the JSON reports of vitest and ends with "N passed, N failed".
// Usage: node scripts/ci-summary.js FAILED_STEPS REPORT...   Plain JavaScript that Node 18 can run.
import { existsSync, readFileSync } from 'node:fs';

const [steps, ...reports] = process.argv.slice(2);
let passed = 0;
let failed = 0;
for (const path of reports) {
  if (!existsSync(path)) continue;
  const report = JSON.parse(readFileSync(path, 'utf8'));
  passed += report.numPassedTests;
  // A file that could not be loaded has no tests that could fail.
  const broken = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  failed += report.numFailedTests + broken.length;
}
// A step can fail without a test that does: lint, a missing tool, a generated file that differs.
if (failed === 0) failed = Number(steps);
if (passed === 0 && failed === 0) failed = 1;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
