/// The settings of a host's kernel that load balancing needs: what they should be for each
/// [uvs.tools.tune.Role], what they are, and how they are changed.
///
/// [uvs.tools.tune.Tuning] is the one table.
package uvs.tools.tune;
