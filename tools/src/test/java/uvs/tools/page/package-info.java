/// The status page in a real browser.
package uvs.tools.page;
