/// What it costs to read and rewrite headers, without looking anything up.
package uvs.bench.wire;
