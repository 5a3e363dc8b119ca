/// The main job on an example: a client, two directors and three real servers on one machine, and real HTTP
/// traffic.
///
/// A reader starts with [uvs.tools.demo.DemoCommand], the story it tells step by step. The network stands in
/// [uvs.tools.demo.DemoNetwork]; the director in it is the program `uvs run`, and the real servers and the
/// client are programs of their own ([uvs.tools.demo.WebServer], [uvs.tools.demo.WebClient]), each a process
/// in its own host. Tests and benches build on the same parts.
package uvs.tools.demo;
