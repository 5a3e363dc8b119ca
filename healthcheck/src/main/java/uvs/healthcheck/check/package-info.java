/// One class for each kind of check. All of them run on one event loop and never block it.
///
/// A [uvs.healthcheck.check.Probe] runs once when asked and gives one [uvs.healthcheck.check.Outcome], always
/// within its own time limit. When to run, and what a run of outcomes means, is decided elsewhere.
package uvs.healthcheck.check;
