/// Measurements of the connection table: finding, inserting, expiring, and the memory it takes.
package uvs.bench.conn;
