/// Measurements of the packet path: each class has one question and the budget that it is held against.
///
/// This module is on the class path, since JMH generates code that must see every package.
package uvs.bench;
