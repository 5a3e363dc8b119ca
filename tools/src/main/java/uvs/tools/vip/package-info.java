/// Virtual addresses on a real server: those of the virtual servers that send packets to this host by direct
/// routing or by tunnel are addresses of an interface that nobody asks by ARP, and no others are.
///
/// [uvs.tools.vip.WantedAddresses] reads them out of a configuration, [uvs.tools.vip.AddressKeeper] puts them
/// there, [uvs.tools.vip.Journal] knows what to change back.
package uvs.tools.vip;
