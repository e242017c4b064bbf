#!/bin/sh
# Makes the recordings that the tests play, as VOD would have them of two pushes: with different colours and sizes, and
# with timestamps that begin at 0. They are committed, so that only changing them needs ffmpeg.
set -eu
cd "$(dirname "$0")/media"

record() { # name, colour, size, pitch, seconds
	rm -rf "$1"
	mkdir "$1"
	ffmpeg -v error -f lavfi -i "color=$2:s=$3:r=5:d=$5" -f lavfi -i "sine=f=$4:r=22050:d=$5" \
		-map_metadata -1 -fflags +bitexact -flags:v +bitexact -flags:a +bitexact \
		-c:v libx264 -profile:v baseline -pix_fmt yuv420p -g 10 -crf 40 -c:a aac -ac 1 -b:a 12k \
		-f hls -hls_time 2 -hls_playlist_type vod -hls_segment_filename "$1/%d.ts" "$1/playlist_eof.m3u8"
}

record first blue 160x90 440 4
record second red 128x96 660 3
