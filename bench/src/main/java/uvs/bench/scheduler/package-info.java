/// What it costs to choose a real server.
package uvs.bench.scheduler;
