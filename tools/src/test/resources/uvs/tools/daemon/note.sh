#!/bin/sh
# Notes that it was run, with the time and its arguments.
echo "$(date +%s.%N) $*" >> FOLDER/notes
