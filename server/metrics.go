package server

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/issn-ld/issn-ld/server/protocol"
	"github.com/issn-ld/issn-ld/server/reply"
	"github.com/issn-ld/issn-ld/sparql"
)

// metrics counts requests, for Prometheus.
type metrics struct {
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	bytes    *prometheus.CounterVec
	handler  http.Handler
}

// newMetrics registers the metrics of a server and of its process.
func newMetrics(m protocol.Engine) *metrics {
	x := &metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "issnld_http_requests_total", Help: "Requests by route, method and status.",
		}, []string{"route", "method", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "issnld_http_request_seconds", Help: "Time to answer a request, by route.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60},
		}, []string{"route"}),
		bytes: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "issnld_http_response_bytes_total", Help: "Bytes of bodies sent, by route.",
		}, []string{"route"}),
	}
	registry := prometheus.NewRegistry()
	registry.MustRegister(x.requests, x.seconds, x.bytes,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	registry.MustRegister(usageMetrics(m)...)
	x.handler = promhttp.HandlerFor(registry, promhttp.HandlerOpts{})
	return x
}

// usageMetrics tell what the engine holds and how queries ended.
func usageMetrics(m protocol.Engine) (list []prometheus.Collector) {
	gauge := func(name, help string, of func(sparql.Usage) float64) {
		list = append(list, prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, func() float64 { return of(m.Usage()) }))
	}
	counter := func(name, help string, of func(sparql.Usage) float64) {
		list = append(list, prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: help}, func() float64 { return of(m.Usage()) }))
	}
	gauge("issnld_queries_running", "Queries and updates that are being answered.",
		func(u sparql.Usage) float64 { return float64(u.Running) })
	gauge("issnld_query_snapshots", "Snapshots that the engine has open.",
		func(u sparql.Usage) float64 { return float64(u.Snapshots) })
	gauge("issnld_query_memory_bytes", "Memory that requests, queries and updates have reserved.",
		func(u sparql.Usage) float64 { return float64(u.Reserved) })
	gauge("issnld_query_memory_peak_bytes", "Highest number of bytes that were reserved at a time.",
		func(u sparql.Usage) float64 { return float64(u.Peak) })
	counter("issnld_query_panics_total", "Queries and updates that ended by a bug of the server.",
		func(u sparql.Usage) float64 { return float64(u.Panics) })
	counter("issnld_queries_stopped_total", "Queries and updates that a deadline, the operator or the end of their request stopped.",
		func(u sparql.Usage) float64 { return float64(u.Stopped) })
	counter("issnld_query_overrun_seconds_total", "Sum of the times that stopped queries took to end.",
		func(u sparql.Usage) float64 { return u.Overrun.Seconds() })
	gauge("issnld_query_overrun_max_seconds", "Longest time that a stopped query took to end.",
		func(u sparql.Usage) float64 { return u.MaxOverrun.Seconds() })
	return list
}

// measure counts a request. What has no route is counted as one route, so that
// scanners of addresses make no metrics of their own.
func (x *metrics) measure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		start := time.Now()
		defer func() {
			route := req.Pattern
			if route == "" || route == "/" {
				route = "none"
			}
			status, bytes := reply.Sent(w)
			x.requests.WithLabelValues(route, method(req.Method), strconv.Itoa(status)).Inc()
			x.seconds.WithLabelValues(route).Observe(time.Since(start).Seconds())
			x.bytes.WithLabelValues(route).Add(float64(bytes))
		}()
		next.ServeHTTP(w, req)
	})
}

// method is the label of a method; those that no route has are one.
func method(name string) string {
	switch name {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return name
	}
	return "other"
}

// metricsPage answers /metrics.
func (s *Server) metricsPage(w http.ResponseWriter, req *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	s.metrics.handler.ServeHTTP(w, req)
}
