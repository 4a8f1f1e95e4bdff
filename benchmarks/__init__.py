"""Named scenarios beside their peers. Never part of the test run: these machines are shared and noisy."""
