/// `uvs top`: what a director does, in a terminal, live.
///
/// [uvs.tools.top.Sample] is what the director said at one moment, [uvs.tools.top.Course] what has come of several,
/// [uvs.tools.top.Choice] what the person has chosen by keys; of these [uvs.tools.top.Board] makes lines. All of that is free
/// of terminals. [uvs.tools.top.Screen] is the terminal.
package uvs.tools.top;
