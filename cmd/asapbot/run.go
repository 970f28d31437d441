package main

type run struct{ configFile }

func (run) Run() error { return nil }
