package uvs.tools.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import uvs.dataplane.conn.ConnectionCounter;
import uvs.dataplane.forward.DropReason;
import uvs.dataplane.testbed.Await;
import uvs.dataplane.testbed.Program;
import uvs.dataplane.testbed.Signal;
import uvs.dataplane.testbed.Testbed;
import uvs.dataplane.wire.Malformed;
import uvs.tools.demo.DemoNetwork;
import uvs.tools.demo.DirectorProgram;

/// The status page of a director under traffic, in Chromium, in a network of namespaces that nothing leads out of.
///
/// `tools/test -pl tools -am -Dtest=StatusPageTest -Dscreenshot.write=true` writes the picture of the README anew.
@Tag(Testbed.TAG)
@Timeout(value = 300, unit = TimeUnit.SECONDS)
final class StatusPageTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration FULL = Duration.ofMinutes(3);
    private static final Path PICTURE = Path.of("..", "docs", "status-page.png");
    private static final int LARGEST_PICTURE = 150_000;
    private static final String PAGE = "http://127.0.0.1:9117/";
    private static final int WIDE = 960;
    private static final int PHONE = 375;
    private static final String SERVERS = """
        virtual_server 192.0.2.100 80 {
            delay_loop 1
            lb_algo wrr
            lb_kind NAT
            protocol TCP
            real_server 198.51.100.11 8080 {
                weight 3
                TCP_CHECK {
                    connect_timeout 1
                }
            }
            real_server 198.51.100.12 8080 {
                weight 2
                HTTP_GET {
                    url {
                        path /
                        status_code 200
                    }
                    connect_timeout 1
                    retry 0
                }
            }
            real_server 198.51.100.13 8080 {
                weight 1
            }
        }
        virtual_server 192.0.2.100 443 {
            delay_loop 1
            lb_algo sh
            lb_kind DR
            protocol TCP
            persistence_timeout 300
            real_server 198.51.100.11 443 {
                TCP_CHECK {
                    connect_timeout 1
                    retry 0
                }
            }
        }
        """;
    /// Names that are markup, for whoever does not escape them.
    private static final String HOSTILE_INSTANCE = "<img/src=data:,/onerror=owned=1>";
    private static final String HOSTILE_GROUP = "<script>owned=2</script>";

    private DemoNetwork network;
    private DirectorProgram director;
    private Browser browser;

    private String configuration(String group, String instance) {
        return """
            global_defs {
                state_dump_file %s
            }
            vrrp_sync_group %s {
                group {
                    %s
                    VI_INTERNAL
                }
            }
            vrrp_instance %s {
                state MASTER
                interface client0
                virtual_router_id 51
                priority 150
                advert_int 0.2
                version 3
                virtual_ipaddress {
                    192.0.2.100/24
                }
            }
            vrrp_instance VI_INTERNAL {
                state MASTER
                interface real0
                virtual_router_id 52
                priority 150
                advert_int 0.2
                version 3
                virtual_ipaddress {
                    198.51.100.1/24
                }
            }
            %s""".formatted(network.directory().resolve("state"), group, instance, instance, SERVERS);
    }

    @Test
    void showsWhatTheDirectorDoes() throws Exception {
        try (DemoNetwork opened = DemoNetwork.openPair()) {
            network = opened;
            List<Program> servers = network.startWebServers();
            director = network.startDirector(1, configuration("VG_1", "VI_EXTERNAL"));
            director.program().awaitLine("\\(VI_INTERNAL\\) Entering MASTER STATE", LIMIT);
            director.awaitRealServer(DemoNetwork.endpoint(2), true);
            var requests = network.startRequests(Long.MAX_VALUE, 6, 20, Duration.ofMillis(15));
            try (Browser started = Browser.start(network.director(1), network.directory())) {
                browser = started;
                browser.screen(WIDE, 900, false);
                browser.open(PAGE);
                showsTraffic();
                servers.get(1).stop();
                showsAFailure();
                countsEverything();
                writesItsState();
                picture();
                fitsAPhone();
                isReadable();
                escapesNames();
                requests.stop();
                asksNobodyElse();
                tellsThatTheDirectorIsGone();
            }
        }
    }

    private void showsTraffic() throws IOException {
        browser.awaitText("#health", "^● healthy$");
        browser.awaitText("#tiles", "New connections/s\\s+[1-9]");
        browser.awaitText("#tiles", "Packets/s in · out\\s+[1-9][^·]* · [1-9]");
        browser.awaitText("#services", "192\\.0\\.2\\.100:80 TCP");
        // A line of at least three points, for the service and each real server.
        browser.await("there are no plots",
            "document.querySelectorAll('#services path.first').length >= 4 &&"
                + " [...document.querySelectorAll('#services path.first')].every("
                + "path => path.getAttribute('d').split('L').length >= 3)");
        browser.await("no plot moves", "/ (?!38\\.50)[0-9.]+L/.test("
            + "document.querySelector('#services .service-body > svg path.first').getAttribute('d') + 'L')");
        assertEquals("wrr", browser.value("document.querySelector('.service-head .soft').textContent").asText());
        String services = browser.text("#services");
        assertTrue(services.matches("(?s).*198\\.51\\.100\\.11:8080\\s+nat\\s+3\\s.*"), services);
        assertTrue(services.contains("sh, persistent 300 s"), services);
        String vrrp = browser.text("#vrrp");
        assertTrue(vrrp.matches("(?s).*VI_EXTERNAL\\s+client0, 192\\.0\\.2\\.100/24\\s+MASTER\\s+150\\s.*"), vrrp);
        assertTrue(vrrp.matches("(?s).*VG_1\\s+group of VI_EXTERNAL, VI_INTERNAL\\s+MASTER\\s.*"), vrrp);
        assertTrue(browser.text("#events").contains("VI_EXTERNAL BACKUP to MASTER"), browser.text("#events"));
        browser.awaitText("#workers", "worker-0\\s+client0\\s+[1-9]");
    }

    /// A real server that has died, and a virtual server that has none.
    private void showsAFailure() {
        browser.awaitText("#events", "198\\.51\\.100\\.12:8080 of 192\\.0\\.2\\.100:80 TCP out");
        browser.awaitText("#checks", "\\[198\\.51\\.100\\.12]:tcp:8080\\s+HTTP_GET\\s+(down|retrying)");
        browser.awaitText("#services", "no real server: connections are refused");
        browser.await("the real server is still shown", "!document.querySelector('#services').innerText"
            + ".includes('198.51.100.12:8080')");
        network.client().run("sh", "-c", "timeout 30 bash -c 'echo > /dev/tcp/" + DemoNetwork.VIP + "/443'");
        browser.awaitText("#drops", "no real server\\s+[1-9]");
    }

    /// The metrics have a series for each counter that there is, and say what has happened.
    private void countsEverything() throws IOException {
        Exposition metrics = metrics();
        String web = "{virtual_server=\"tcp:192.0.2.100:80\"}";
        assertTrue(metrics.value("uvs_virtual_server_connections_total" + web) > 0);
        assertTrue(metrics.value("uvs_virtual_server_outgoing_bytes_total" + web) > 0);
        assertEquals(2, metrics.value("uvs_virtual_server_real_servers" + web));
        String first = "{real_server=\"198.51.100.11:8080\",virtual_server=\"tcp:192.0.2.100:80\"}";
        assertTrue(metrics.value("uvs_real_server_incoming_packets_total" + first) > 0);
        assertEquals(3, metrics.value("uvs_real_server_weight" + first));
        assertTrue(metrics.value("uvs_dropped_packets_total{reason=\"no_real_server\"}") > 0);
        assertTrue(metrics.value("uvs_interface_received_frames_total{interface=\"client0\",worker=\"worker-0\"}") > 0);
        assertTrue(metrics.value("uvs_worker_busy_cycles_total{worker=\"worker-0\"}") > 0);
        for (DropReason reason : DropReason.values()) {
            assertTrue(metrics.has("uvs_dropped_packets_total{reason=\"" + word(reason) + "\"}"), reason::name);
        }
        for (ConnectionCounter counter : ConnectionCounter.values()) {
            assertTrue(metrics.has("uvs_connection_table_events_total{event=\"" + word(counter) + "\"}"), counter::name);
        }
        for (Malformed wrong : Malformed.values()) {
            assertEquals(wrong != Malformed.NONE,
                metrics.has("uvs_malformed_packets_total{reason=\"" + word(wrong) + "\"}"), wrong::name);
        }
        String instance = "instance=\"VI_EXTERNAL\",interface=\"client0\"";
        assertEquals(1, metrics.value("uvs_vrrp_state{" + instance + ",state=\"master\"}"));
        assertEquals(0, metrics.value("uvs_vrrp_state{" + instance + ",state=\"fault\"}"));
        assertEquals(1, metrics.value("uvs_vrrp_become_master_total{" + instance + "}"));
        assertTrue(metrics.value("uvs_vrrp_advert_sent_total{" + instance + "}") > 0);
        assertEquals(0, metrics.value("uvs_vrrp_refused_adverts_total{error=\"ip_ttl_err\"," + instance + "}"));
        assertEquals(1, metrics.value("uvs_vrrp_sync_group_state{group=\"VG_1\",state=\"master\"}"));
        assertEquals(1, metrics.value("uvs_check_state{check=\"TCP_CHECK\",real_server=\"198.51.100.11:443\","
            + "state=\"down\",target=\"198.51.100.11:443\",virtual_server=\"tcp:192.0.2.100:443\"}"));
    }

    private Exposition metrics() throws IOException {
        return Exposition.read(browser.value("fetch('/metrics').then(answer => answer.text())").asText());
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /// As keepalived does at SIGUSR1, to a file that is its own.
    private void writesItsState() throws IOException {
        Path state = network.directory().resolve("state");
        Files.deleteIfExists(state);
        director.table();
        Await.until("there is no " + state, LIMIT, () -> Files.exists(state));
        String text = Files.readString(state);
        for (String part : List.of("vrrp_instance VI_EXTERNAL {", "VI_EXTERNAL          MASTER", "HTTP_GET",
                "TCP  192.0.2.100:80 wrr")) {
            assertTrue(text.contains(part), text);
        }
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(state)));
    }

    private void picture() throws Exception {
        if (!Boolean.getBoolean("screenshot.write")) {
            byte[] picture = browser.screenshot(WIDE, 1600);
            assertTrue(picture.length > 20_000, picture.length + " bytes: an empty page?");
            return;
        }
        network.startWebServer(2).awaitLine("ready", LIMIT);
        browser.awaitText("#events", "198\\.51\\.100\\.12:8080 of 192\\.0\\.2\\.100:80 TCP in, weight 2");
        browser.await("the plots are not full", "kept.get('total connections').length >= 110", FULL);
        byte[] picture = browser.screenshot(WIDE, 930);
        Files.createDirectories(PICTURE.getParent());
        Files.write(PICTURE, picture);
        browser.screen(PHONE, 800, true);
        Files.write(Path.of("target", "status-page-phone.png"), browser.screenshot(PHONE, 1600));
        browser.screen(WIDE, 900, true);
        Files.write(Path.of("target", "status-page-dark.png"), browser.screenshot(WIDE, 1600));
        assertTrue(picture.length < LARGEST_PICTURE, picture.length + " bytes are many for a README");
    }

    /// Nothing sticks out to the right, and what was left out for want of room is little.
    private void fitsAPhone() throws IOException {
        browser.screen(PHONE, 800, false);
        assertEquals(PHONE, browser.value("document.documentElement.scrollWidth").asInt());
        assertEquals("", browser.value("[...document.querySelectorAll('.scroll')].filter(box => box.scrollWidth > "
            + "box.clientWidth + 1).map(box => box.innerText).join()").asText(), "a table has to be scrolled sideways");
        assertTrue(browser.value("[...document.querySelectorAll('body *')].every(each => "
            + "!each.innerText || parseFloat(getComputedStyle(each).fontSize) >= 12)").asBoolean());
        assertTrue(browser.text("#services").contains("198.51.100.11:8080"));
    }

    /// Text stands out from its ground by 4.5 to 1 at least (WCAG 2.2, section 1.4.3), in light and in dark colours.
    private void isReadable() throws IOException {
        String grounds = "";
        for (boolean dark : new boolean[] {false, true}) {
            browser.screen(WIDE, 900, dark);
            String ground = browser.value("getComputedStyle(document.body).backgroundColor").asText();
            assertFalse(grounds.equals(ground), ground);
            grounds = ground;
            String faint = browser.value("""
                (() => {
                  const light = colour => colour.match(/[0-9.]+/g).slice(0, 3).map(c => c / 255)
                    .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
                    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
                  const probe = document.createElement('span');
                  const found = [];
                  for (const box of [document.body, document.querySelector('.card')]) {
                    for (const name of ['', 'soft', 'good', 'bad', 'warn']) {
                      probe.className = name;
                      box.append(probe);
                      const [a, b] = [light(getComputedStyle(probe).color),
                        light(getComputedStyle(box).backgroundColor)].sort((x, y) => y - x);
                      if ((a + 0.05) / (b + 0.05) < 4.5) { found.push(name + ' ' + (a + 0.05) / (b + 0.05)); }
                      probe.remove();
                    }
                  }
                  return found.join(', ');
                })()""").asText();
            assertEquals("", faint, ground);
        }
    }

    private void escapesNames() throws IOException {
        Files.writeString(network.directory().resolve("keepalived-director1.conf"),
            configuration(HOSTILE_GROUP, HOSTILE_INSTANCE));
        director.program().signal(Signal.HUP);
        director.program().awaitLine(" notice reloaded", LIMIT);
        browser.await("the group is not shown", "document.querySelector('#vrrp').innerText.includes('"
            + HOSTILE_GROUP.replace("</", "<\\/") + "')");
        browser.await("the instance is not master", "document.querySelector('#events').innerText.includes('"
            + HOSTILE_INSTANCE + " BACKUP to MASTER')");
        assertEquals(0, browser.value("document.querySelectorAll('main img, main script').length").asInt());
        assertEquals(1, metrics().value("uvs_vrrp_state{instance=\"" + HOSTILE_INSTANCE
            + "\",interface=\"client0\",state=\"master\"}"));
        assertEquals("undefined", browser.value("typeof owned").asText());
    }

    private void asksNobodyElse() {
        assertTrue(browser.requests().size() > 10, browser.requests().toString());
        List<String> others = browser.requests().stream()
            .filter(url -> !url.startsWith(PAGE) && !url.startsWith("data:")).toList();
        assertEquals(List.of(), others);
        assertEquals(List.of(), browser.complaints());
    }

    private void tellsThatTheDirectorIsGone() throws IOException {
        assertEquals(0, director.program().stop());
        browser.awaitText("#health", "no answer .*what is shown is old");
        assertTrue(browser.text("#services").contains("192.0.2.100:80 TCP"));
    }
}
