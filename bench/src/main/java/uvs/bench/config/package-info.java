/// What reading a configuration costs.
package uvs.bench.config;
