/// VRRP messages as bytes: what is sent, and the checks that what is received must pass.
///
/// Versions 2 (RFC 3768, with the authentication of RFC 2338) and 3 (RFC 5798, RFC 9568), over IPv4 and IPv6. A
/// reader starts with [uvs.vrrp.wire.Advertisement]. Nothing here has a clock or a socket, and no input makes
/// anything here throw: what is refused has a [uvs.vrrp.wire.Refusal].
package uvs.vrrp.wire;
