/// A director that forwards at full load for a long time: what it loses, leaks and allocates.
package uvs.bench.endurance;
