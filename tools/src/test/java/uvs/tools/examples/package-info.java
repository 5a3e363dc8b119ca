/// The set-ups of `tools/examples`, each with real traffic and its real failures. [uvs.tools.examples.SetUp]
/// is what they share.
package uvs.tools.examples;
