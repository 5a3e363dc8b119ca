/// How much goes through a whole director, measured by `iperf3` between real network stacks on a testbed.
package uvs.bench.throughput;
