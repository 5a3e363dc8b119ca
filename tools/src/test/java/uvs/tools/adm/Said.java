package uvs.tools.adm;

/// What a command line was answered.
record Said(int exit, String out, String err) {

    @Override
    public String toString() {
        return "exit " + exit + "\n" + out + (err.isEmpty() ? "" : "--- standard error\n" + err);
    }
}
